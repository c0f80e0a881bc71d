namespace MLSecOps.TestKit.Onnx;

/// <summary>A message of onnx.proto, with room for what does not belong there.</summary>
public abstract record OnnxMessage
{
    /// <summary>Raw bytes before the first field.</summary>
    public byte[] Before { get; init; } = [];

    /// <summary>Raw bytes after the last field: unknown numbers, wrong wire types, fields that stand again.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>The message on the wire.</summary>
    public byte[] ToBytes(WireStyle style = WireStyle.Shortest)
    {
        var writer = new WireWriter(style);
        writer.Raw(Before);
        Write(writer);
        writer.Raw(Extra);
        return writer.ToArray();
    }

    internal abstract void Write(WireWriter writer);
}
