/** The Markdown files of the repository, held to what they say. */
package org.kmsjca.conformance.documentation;
