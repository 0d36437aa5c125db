/** The page of consumers. */
package org.kmsjca.consumers.page;
