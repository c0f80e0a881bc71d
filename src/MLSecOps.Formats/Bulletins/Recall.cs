using MLSecOps.Core.Update;

namespace MLSecOps.Formats.Bulletins;

/// <summary>A release that must not run any more.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Id">The recalled release; its manifest's digest decides.</param>
/// <param name="Why">For people: 1 to 200 printable ASCII characters of the publisher.</param>
/// <param name="Fallback">The release to go back to where the device still has it and its floor allows it; null to stop.</param>
public sealed record Recall(string Model, ReleaseId Id, string Why, ReleaseId? Fallback);
