using System.Globalization;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>A network of fully connected layers whose weights are raw data, written without being held in memory; weights that are zero are holes in the file.</summary>
internal static class LayeredModel
{
    /// <summary>Writes a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="width">Rows and columns of each layer's weights, 32-bit floats.</param>
    /// <param name="sparse">Whether the weights are holes; else numbers like trained ones.</param>
    public static void Write(string path, int layers, int width, bool sparse)
    {
        long raw = (long)width * width * sizeof(float);
        byte[] weights = sparse ? [] : OnnxTensor.Weights("w", [width, width], 1).Raw!;
        List<byte[]> tensors = [];
        WireWriter nodes = new();
        for (int layer = 0; layer < layers; layer++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{layer}.weight");
            byte[] head = new WireWriter().Number(1, width).Number(1, width).Number(2, OnnxType.Float).Text(8, name).Head(9, raw).ToArray();
            tensors.Add([.. new WireWriter().Head(5, head.Length + raw).ToArray(), .. head]);
            nodes.Message(1, new OnnxNode("MatMul", [Value(layer), name], [$"m{layer}"])).Message(1, new OnnxNode("Relu", [$"m{layer}"], [Value(layer + 1)]));
        }

        byte[] rest = nodes.Text(2, "layers").Message(11, new OnnxValue(Value(0), OnnxType.Float, 1, width)).Message(12, new OnnxValue(Value(layers), OnnxType.Float, 1, width)).ToArray();
        long graph = rest.Length + tensors.Sum(head => head.Length + raw);
        using FileStream file = File.Create(path);
        file.Write(new WireWriter().Number(1, 8).Bytes(8, new WireWriter().Number(2, 17).ToArray()).Head(7, graph).ToArray());
        file.Write(rest);
        foreach (byte[] head in tensors)
        {
            file.Write(head);
            file.Write(weights);
            file.Seek(sparse ? raw : 0, SeekOrigin.Current);
        }

        file.SetLength(file.Position);
    }

    private static string Value(int layer) => string.Create(CultureInfo.InvariantCulture, $"x{layer}");
}
