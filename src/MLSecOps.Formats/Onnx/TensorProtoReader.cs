using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Onnx;

/// <summary>Reads an <c>onnx.TensorProto</c>, the form of golden inputs and outputs (<c>input_0.pb</c>).</summary>
/// <remarks>onnx.proto: elements are either in raw_data (little-endian) or in the one typed field of their type. Both at once, external data and
/// segments are refused. Two passes: the first finds shape and type, so that nothing is allocated before its size is known and within
/// <see cref="TensorLimits"/>.</remarks>
public static class TensorProtoReader
{
    /// <summary>Reads one tensor. Input is untrusted; the result owns its bytes.</summary>
    public static Parsed<Tensor> Read(ReadOnlySpan<byte> input)
    {
        var header = new TensorProtoHeader();
        if (header.Read(input) is { } fault)
        {
            return fault;
        }

        if (header.Type != ElementType.Text && ElementTypes.Size(header.Type) == 0)
        {
            return Refusal(RehearsalReasons.TensorTypeUnsupported, "a supported element type", ((int)header.Type).ToString());
        }

        if (CountElements(header.Shape, Math.Max(1, ElementTypes.Size(header.Type))) is not { } count)
        {
            return Refusal(RehearsalReasons.TooLarge, $"at most {TensorLimits.MaxBytes} bytes", $"[{string.Join(',', header.Shape)}]");
        }

        if (header.HasRaw && (header.TypedField != 0 || header.Type == ElementType.Text))
        {
            return Refusal(RehearsalReasons.TensorMalformed, "elements in one field", "raw and typed");
        }

        return header.Type == ElementType.Text ? ReadStrings(input, header, count)
            : header.HasRaw || count == 0 ? ReadRaw(header, count)
            : ReadTyped(input, header, count);
    }

    // The product of the dimensions; null when the elements would exceed the limit. A zero anywhere means no elements, whatever the others are.
    private static int? CountElements(IReadOnlyList<long> shape, int size)
    {
        long count = shape.Contains(0) ? 0 : 1;
        for (int axis = 0; axis < shape.Count && count > 0; axis++)
        {
            if (shape[axis] > TensorLimits.MaxBytes / size / count)
            {
                return null;
            }

            count *= shape[axis];
        }

        return (int)count;
    }

    private static Parsed<Tensor> ReadRaw(TensorProtoHeader header, int count)
    {
        int expected = count * ElementTypes.Size(header.Type);
        if (header.Raw.Length != expected)
        {
            return Refusal(RehearsalReasons.TensorMalformed, $"{expected} bytes of raw data", header.Raw.Length.ToString());
        }

        return header.Type == ElementType.Bool && header.Raw.ContainsAnyExceptInRange((byte)0, (byte)1)
            ? Refusal(RehearsalReasons.TensorMalformed, "booleans of 0 or 1", "another byte")
            : new Tensor(header.Name, header.Type, header.Shape, header.Raw.ToArray());
    }

    private static Parsed<Tensor> ReadTyped(ReadOnlySpan<byte> input, TensorProtoHeader header, int count)
    {
        if (header.TypedField != TypedElements.FieldOf(header.Type))
        {
            return Refusal(
                RehearsalReasons.TensorMalformed, $"{count} elements in field {TypedElements.FieldOf(header.Type)}",
                header.TypedField == 0 ? "no elements" : $"field {header.TypedField}");
        }

        if (count > input.Length)
        {
            // An element takes at least a byte on the wire: a shape alone reserves no memory.
            return Refusal(RehearsalReasons.TensorMalformed, $"{count} elements", $"{input.Length} bytes in all");
        }

        var elements = new TypedElements(header.Type, count);
        return elements.Read(input) is { } fault ? fault : new Tensor(header.Name, header.Type, header.Shape, elements.Data);
    }

    private static Parsed<Tensor> ReadStrings(ReadOnlySpan<byte> input, TensorProtoHeader header, int count)
    {
        if (count > TensorLimits.MaxStrings)
        {
            return Refusal(RehearsalReasons.TooLarge, $"at most {TensorLimits.MaxStrings} strings", count.ToString());
        }

        List<string> strings = [];
        var reader = new ProtobufReader(input);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (field != TensorProtoFields.StringData || type != WireType.Length)
            {
                reader.TrySkip(field, type);
            }
            else if (reader.TryReadBytes(out ReadOnlySpan<byte> text))
            {
                if (strings.Count == count || !System.Text.Unicode.Utf8.IsValid(text))
                {
                    return new FormatFault(RehearsalReasons.TensorMalformed, reader.Offset, $"{count} strings of UTF-8");
                }

                strings.Add(Encoding.UTF8.GetString(text));
            }
        }

        return reader.Fault is { } fault ? fault
            : strings.Count != count ? Refusal(RehearsalReasons.TensorMalformed, $"{count} strings", strings.Count.ToString())
            : new Tensor(header.Name, ElementType.Text, header.Shape, default, strings);
    }

    private static FormatFault Refusal(Reason reason, string expected, string? found) => new(reason, 0, expected, found);
}
