using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>What to rehearse.</summary>
/// <param name="Format">The manifest's format; only ONNX runs.</param>
/// <param name="Files">The package's payload, or a folder of ONNX's convention given the roles it would have in a package.</param>
/// <param name="ModelInstead">Another model to hold against the package's suite; null for the package's own.</param>
public sealed record RehearsalRequest(ModelFormat Format, IReadOnlyList<RehearsalFile> Files, IByteSource? ModelInstead = null)
{
    /// <summary>Data outside the file of <see cref="ModelInstead"/>, as it names them; none else.</summary>
    public IReadOnlyList<ExternalFile> ExternalDataInstead { get; init; } = [];
}
