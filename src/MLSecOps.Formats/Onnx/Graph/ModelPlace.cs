namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A place in the model: a kind and the number of the row.</summary>
public readonly record struct ModelPlace(PlaceKind Kind, int Row);
