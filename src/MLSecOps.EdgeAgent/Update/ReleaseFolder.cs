using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Where a release lies, staged or installed.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Release">Which release it must hold; another one is refused.</param>
internal sealed record ReleaseFolder(string Path, ReleaseId Release);
