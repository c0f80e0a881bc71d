namespace MLSecOps.Contracts.Journal;

/// <summary>One kind of journal entry.</summary>
/// <param name="Id">MESSAGE_ID: 128 random bits as 32 lower-case hexadecimal digits, see sd-id128(3).</param>
/// <param name="Name">Kebab-case name, stable.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Subject">One line for the catalogue, lower case, no final period.</param>
/// <param name="Body">What happened and what to do, for the catalogue.</param>
public sealed record JournalEvent(string Id, string Name, EventSeverity Severity, string Subject, string Body);
