namespace MLSecOps.TestKit.Onnx;

/// <summary>ValueInfoProto of a tensor.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Element type; 0 for no type at all.</param>
/// <param name="Dims">Dimensions; -1 for one of any size; null for no shape.</param>
public sealed record OnnxValue(string Name, int Type = 0, params long[]? Dims) : OnnxMessage
{
    internal override void Write(WireWriter writer)
    {
        writer.Text(1, Name);
        if (Type == 0)
        {
            return;
        }

        var tensor = new WireWriter().Number(1, Type);
        if (Dims is not null)
        {
            var shape = new WireWriter();
            foreach (long dim in Dims)
            {
                shape.Bytes(1, dim == -1 ? new WireWriter().Text(2, "N").ToArray() : new WireWriter().Number(1, dim).ToArray());
            }

            tensor.Bytes(2, shape.ToArray());
        }

        writer.Bytes(2, new WireWriter().Bytes(1, tensor.ToArray()).ToArray());
    }
}
