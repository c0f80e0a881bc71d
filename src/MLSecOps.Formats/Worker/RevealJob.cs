namespace MLSecOps.Formats.Worker;

/// <summary>What the worker is asked to try on changed copies of a model. All bytes are untrusted and not examined yet.</summary>
/// <param name="Model">The ONNX model.</param>
/// <param name="Plan">The plan, see <see cref="RevealPlanParser"/>.</param>
/// <param name="ExternalData">Data that the model keeps outside its file, as in a <see cref="RehearsalJob"/>.</param>
/// <param name="Samples">Inputs by name, <c>FOLDER/input_K.pb</c>, each folder one run; none asks only for the model's interface.</param>
public sealed record RevealJob(byte[] Model, byte[] Plan, Dictionary<string, byte[]> ExternalData, IReadOnlyDictionary<string, byte[]> Samples);
