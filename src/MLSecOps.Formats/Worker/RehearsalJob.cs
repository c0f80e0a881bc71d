namespace MLSecOps.Formats.Worker;

/// <summary>What the worker is asked to rehearse. All bytes are untrusted and not examined yet.</summary>
/// <param name="Model">The ONNX model.</param>
/// <param name="Suite"><c>suite.json</c>; null where the package has only vectors.</param>
/// <param name="Vectors">Files of golden vectors by name, <c>FOLDER/input_K.pb</c> or <c>FOLDER/output_K.pb</c>, in the order they came.</param>
/// <param name="ExternalData">Data that the model keeps outside its file, by the name the model uses. Emptied by whoever puts them into the model, so that weights are in memory once.</param>
public sealed record RehearsalJob(
    byte[] Model,
    byte[]? Suite,
    IReadOnlyDictionary<string, byte[]> Vectors,
    Dictionary<string, byte[]> ExternalData);
