using MLSecOps.Formats.Inspection;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>What to inspect.</summary>
/// <param name="Model">The model.</param>
/// <param name="Installed">The release to compare it with; null for none.</param>
/// <param name="Files">Every file that the signature covers besides the model; null when nothing is signed.</param>
/// <param name="Policy">The bytes of <c>inspection.json</c>, at most <see cref="InspectionLimits.PolicyBytes"/>; null when there are none. Read in the worker.</param>
/// <param name="Bom">The bytes of the bill of materials, at most <see cref="Formats.CycloneDx.MlBomLimits.Bytes"/>; null when there are none. Read in the worker.</param>
/// <param name="CompareWeights">Whether the weights of both models are read and compared; else only what the headers say.</param>
public sealed record InspectionRequest(
    InspectionTarget Model, InspectionTarget? Installed = null, IReadOnlyList<CoveredFile>? Files = null,
    ReadOnlyMemory<byte>? Policy = null, ReadOnlyMemory<byte>? Bom = null, bool CompareWeights = false)
{
    /// <summary>The folder in which the model lies and in which its external data is looked up by name, for links and other kinds of entry; null where a package holds them, whose reader knows regular files only.</summary>
    public string? Folder { get; init; }
}
