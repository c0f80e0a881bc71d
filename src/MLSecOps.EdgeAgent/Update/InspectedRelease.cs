using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>What the inspection of a release came to.</summary>
/// <param name="Release">Which release.</param>
/// <param name="Result">What the update machine and evidence need.</param>
/// <param name="Notes">The findings for people, the heaviest first, cut to what a record takes. Texts from the model.</param>
/// <param name="Detail">The heaviest finding and how many more there are, one line; null for none. Text from the model.</param>
internal sealed record InspectedRelease(ReleaseId Release, InspectionResult Result, IReadOnlyList<InspectionNote> Notes, string? Detail);
