/**
 * What must not be read in a transcript: rules that recognise it, and the redactor that puts marks
 * in its place while the text is still being written. Begin with {@link
 * dev.stenogate.redaction.Redactor}.
 */
package dev.stenogate.redaction;
