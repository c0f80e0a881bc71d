namespace MLSecOps.TestKit.Onnx;

/// <summary>SparseTensorProto.</summary>
/// <param name="Values">The values; their name is the sparse tensor's.</param>
/// <param name="Indices">Where they stand.</param>
/// <param name="Dims">Dimensions of the dense tensor.</param>
public sealed record OnnxSparseTensor(OnnxTensor? Values, OnnxTensor? Indices, params long[] Dims) : OnnxMessage
{
    internal override void Write(WireWriter writer) => writer.Message(1, Values).Message(2, Indices).Packed(3, Dims);
}
