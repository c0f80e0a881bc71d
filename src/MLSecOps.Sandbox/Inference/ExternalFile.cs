using MLSecOps.Core.Bytes;

namespace MLSecOps.Sandbox.Inference;

/// <summary>Data that a model keeps outside its file.</summary>
/// <param name="Path">As the model names it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ExternalFile(string Path, IByteSource Content);
