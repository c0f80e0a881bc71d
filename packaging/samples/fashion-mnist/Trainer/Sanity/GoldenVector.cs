using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Learning;
using MLSecOps.Samples.FashionMnist.Onnx;

namespace MLSecOps.Samples.FashionMnist.Sanity;

/// <summary>One image with its expected logits, in ONNX's test_data_set convention.</summary>
/// <param name="Path">Folder under <c>sanity/</c>.</param>
/// <param name="Index">Of the image in the test set, from 0.</param>
/// <param name="Label">Its class.</param>
/// <param name="Pixels">784 numbers in 0 to 1.</param>
/// <param name="Logits">Ten numbers.</param>
internal sealed record GoldenVector(string Path, int Index, int Label, float[] Pixels, float[] Logits)
{
    public byte[] Input() => OnnxTensor.Write(OnnxModel.InputName, [1, 1, ImageSet.Side, ImageSet.Side], Pixels).ToArray();

    public byte[] Output() => OnnxTensor.Write(OnnxModel.OutputName, [1, Network.ClassCount], Logits).ToArray();
}
