namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>An input of an honest model and what is put into it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Dimensions of a sample; the model may leave some of them open.</param>
/// <param name="Sample">Draws a sample, row by row, as floats whatever the type.</param>
public sealed record HonestInput(string Name, int Type, IReadOnlyList<long> Dims, Func<Random, float[]> Sample);
