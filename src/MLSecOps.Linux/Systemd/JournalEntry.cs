namespace MLSecOps.Linux.Systemd;

/// <summary>One structured journal entry.</summary>
/// <param name="Priority">Severity.</param>
/// <param name="Message">What happened, for a person. May hold text from outside: stored as it is in the journal, escaped on the fallback.</param>
/// <param name="MessageId">Stable id of this kind of event (from the catalogue), or null.</param>
/// <param name="Fields">Further fields: names of upper-case ASCII letters, digits and underscores, at most 64, starting with a letter; values any text.</param>
public sealed record JournalEntry(JournalPriority Priority, string Message, Guid? MessageId = null, IReadOnlyList<KeyValuePair<string, string>>? Fields = null);
