namespace MLSecOps.TestKit.Onnx;

/// <summary>AttributeProto: a name, one value and a stated type.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">AttributeType.</param>
/// <param name="Value">Writes the value.</param>
public sealed record OnnxAttribute(string Name, int Type, Action<WireWriter> Value) : OnnxMessage
{
    /// <summary>A float.</summary>
    public static OnnxAttribute Float(string name, float value) => new(name, 1, writer => writer.Float(2, value));

    /// <summary>An integer.</summary>
    public static OnnxAttribute Int(string name, long value) => new(name, 2, writer => writer.Number(3, value));

    /// <summary>A text.</summary>
    public static OnnxAttribute Text(string name, string value) => new(name, 3, writer => writer.Text(4, value));

    /// <summary>Bytes.</summary>
    public static OnnxAttribute Bytes(string name, byte[] value) => new(name, 3, writer => writer.Bytes(4, value));

    /// <summary>A tensor.</summary>
    public static OnnxAttribute Tensor(string name, OnnxTensor value) => new(name, 4, writer => writer.Message(5, value));

    /// <summary>A graph.</summary>
    public static OnnxAttribute Graph(string name, OnnxMessage value) => new(name, 5, writer => writer.Message(6, value));

    /// <summary>Floats.</summary>
    public static OnnxAttribute Floats(string name, params float[] values) => new(name, 6, writer => Array.ForEach(values, value => writer.Float(7, value)));

    /// <summary>Integers.</summary>
    public static OnnxAttribute Ints(string name, params long[] values) => new(name, 7, writer => Array.ForEach(values, value => writer.Number(8, value)));

    /// <summary>Texts.</summary>
    public static OnnxAttribute Texts(string name, params string[] values) => new(name, 8, writer => Array.ForEach(values, value => writer.Text(9, value)));

    /// <summary>Tensors.</summary>
    public static OnnxAttribute Tensors(string name, params OnnxTensor[] values) => new(name, 9, writer => writer.Messages(10, values));

    /// <summary>Graphs.</summary>
    public static OnnxAttribute Graphs(string name, params OnnxGraph[] values) => new(name, 10, writer => writer.Messages(11, values));

    /// <summary>A sparse tensor.</summary>
    public static OnnxAttribute Sparse(string name, OnnxSparseTensor value) => new(name, 11, writer => writer.Message(22, value));

    /// <summary>Sparse tensors.</summary>
    public static OnnxAttribute Sparses(string name, params OnnxSparseTensor[] values) => new(name, 12, writer => writer.Messages(23, values));

    /// <summary>The value of a function's attribute.</summary>
    public static OnnxAttribute Reference(string name, int type, string of) => new(name, type, writer => writer.Text(21, of));

    internal override void Write(WireWriter writer)
    {
        writer.Text(1, Name);
        Value(writer);
        writer.Number(20, Type);
    }
}
