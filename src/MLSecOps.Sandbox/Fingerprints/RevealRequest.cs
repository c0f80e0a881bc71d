using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.Sandbox.Fingerprints;

/// <summary>A model, and inputs to try on changed copies of it.</summary>
/// <param name="Model">ONNX.</param>
/// <param name="ExternalData">Data outside the model's file.</param>
/// <param name="Inputs">For each run, one tensor for each input of the model, found by its name; by its place where it has none. None asks only for the model's interface.</param>
/// <param name="Plan">Tolerance, and which bits are turned over.</param>
public sealed record RevealRequest(IByteSource Model, IReadOnlyList<ExternalFile> ExternalData, IReadOnlyList<IReadOnlyList<Tensor>> Inputs, RevealPlan Plan);
