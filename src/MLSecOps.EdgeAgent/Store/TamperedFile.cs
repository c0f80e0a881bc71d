using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>One file of an installed release that is not as signed.</summary>
/// <param name="Path">Relative to the release's folder; text from the disk when the file was not signed.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Expected">Digest or size that was signed.</param>
/// <param name="Found">Digest or size on disk.</param>
internal sealed record TamperedFile(string Path, Reason Reason, string? Expected, string? Found);
