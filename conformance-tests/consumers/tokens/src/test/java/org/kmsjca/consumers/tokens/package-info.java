/** Libraries of JSON Web Tokens, with handles as their keys. */
package org.kmsjca.consumers.tokens;
