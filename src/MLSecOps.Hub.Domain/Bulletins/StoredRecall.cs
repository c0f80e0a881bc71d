using MLSecOps.Core.Update;

namespace MLSecOps.Hub.Domain.Bulletins;

/// <summary>A release that must not run any more, as a bulletin says it.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Id">The recalled release; its manifest's digest decides.</param>
/// <param name="Why">The publisher's words: 1 to 200 printable ASCII characters.</param>
/// <param name="Fallback">The release to go back to; null to stop.</param>
public sealed record StoredRecall(string Model, ReleaseId Id, string Why, ReleaseId? Fallback);
