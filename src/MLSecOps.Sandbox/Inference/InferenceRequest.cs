using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Sandbox.Inference;

/// <summary>One model and what to give to it.</summary>
/// <param name="Model">ONNX.</param>
/// <param name="ExternalData">Data outside the model's file.</param>
/// <param name="Inputs">For each run, one tensor for each input of the model, found by its name; by its place where it has none.</param>
public sealed record InferenceRequest(IByteSource Model, IReadOnlyList<ExternalFile> ExternalData, IReadOnlyList<IReadOnlyList<Tensor>> Inputs);
