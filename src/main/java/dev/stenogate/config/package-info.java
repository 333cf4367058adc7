/** What an operator can set, validated, and the wiring of all parts. */
package dev.stenogate.config;
