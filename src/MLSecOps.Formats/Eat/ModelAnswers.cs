namespace MLSecOps.Formats.Eat;

/// <summary>What a device's own worker answered to the challenge of this evidence's nonce: claim <c>answers</c> of one model. The device's word; the verifier compares.</summary>
/// <param name="Profile">Execution profile in which it ran, such as <c>x64-cpu</c>: 1 to 32 of a-z, 0-9 and hyphen. It chooses among the tolerances that the publisher signed, and no others.</param>
/// <param name="Inputs">By index, all outputs of one input as <c>onnx.TensorProto</c>; no output where that input was not answered. Not read any further here.</param>
public sealed record ModelAnswers(string Profile, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> Inputs)
{
    /// <summary>Bytes of all outputs together.</summary>
    public long Bytes => Inputs.Sum(outputs => outputs.Sum(output => (long)output.Length));
}
