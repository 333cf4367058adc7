/**
 * May this call start now? Calls that find no slot wait in a bounded line, in fair order, and learn
 * how long it may take.
 */
package dev.stenogate.admission;
