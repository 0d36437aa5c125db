/** Libraries that sign and encrypt XML, PDF files, programs and packages. */
package org.kmsjca.consumers.documents;
