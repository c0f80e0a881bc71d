using MLSecOps.Contracts.Journal;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What is kept in memory of a link: a few dozen bytes, since a device that is offline for long has many.</summary>
/// <param name="Place">Where the link lies.</param>
/// <param name="Payload">Where its payload lies; nowhere when it is gone.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="IsAcknowledged">True once the hub has it.</param>
internal readonly record struct IndexedLink(LinkPlace Place, PayloadPlace Payload, EventSeverity Severity, bool IsAcknowledged);
