namespace MLSecOps.Formats.Worker;

/// <summary>What goes into a model and comes out, in its order. Untrusted.</summary>
public sealed record ModelInterface(IReadOnlyList<ModelValue> Inputs, IReadOnlyList<ModelValue> Outputs);
