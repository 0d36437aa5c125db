/** What the groups of consumers share. It puts no library on their class path but the provider. */
package org.kmsjca.consumers.support;
