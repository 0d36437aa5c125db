/** TLS servers whose key is a CMK, and clients that show the certificate of one. */
package org.kmsjca.consumers.web;
