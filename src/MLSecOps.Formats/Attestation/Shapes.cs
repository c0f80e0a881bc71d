using System.Buffers.Text;
using System.Globalization;

namespace MLSecOps.Formats.Attestation;

/// <summary>The shapes from which catalogues are made.</summary>
internal static class Shapes
{
    private const long LastSecond = 253_402_300_799;

    public static Shape Any { get; } = new AnyShape();

    public static Shape Text { get; } = new ScalarShape("text", item => item.Kind == DataKind.Text ? item.Text : null);

    /// <summary>Text that is not empty.</summary>
    public static Shape SomeText { get; } = new ScalarShape("text that is not empty", item => item is { Kind: DataKind.Text, Text.Length: > 0 } ? item.Text : null);

    public static Shape Truth { get; } = new ScalarShape("true or false", item => item.Kind == DataKind.Truth ? item.Text : null);

    public static Shape Unsigned { get; } = new ScalarShape(
        "an unsigned integer",
        item => item is { Kind: DataKind.Integer, Number: >= 0 } ? AnyShape.Number(item.Number) : item.Kind == DataKind.Other && item.Text.All(char.IsAsciiDigit) ? item.Text : null);

    public static Shape AnyInteger { get; } = Integer(long.MinValue, long.MaxValue);

    /// <summary>Seconds since 1970. A float is none (RFC 9711, 4.3.1), whole or not.</summary>
    public static Shape Time { get; } = new ScalarShape(
        "seconds since 1970 as an integer",
        item => item is { Kind: DataKind.Integer, Number: >= 0 and <= LastSecond }
            ? $"{AnyShape.Number(item.Number)} ({DateTimeOffset.FromUnixTimeSeconds(item.Number).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)})"
            : null);

    /// <summary>A UUID (tag 37 or 16 bytes) or any other identifier.</summary>
    public static Shape Identifier { get; } = Choice(Text, Bytes(1, 256));

    public static Shape Integer(long least, long most) => new ScalarShape(
        least == long.MinValue ? "an integer" : most == long.MaxValue ? $"an integer from {least}" : $"an integer from {least} to {most}",
        item => item.Kind == DataKind.Integer && item.Number >= least && item.Number <= most ? AnyShape.Number(item.Number) : null);

    /// <summary>Bytes; base64url or base64 in JSON.</summary>
    public static Shape Bytes(int least = 0, int most = int.MaxValue) => Bytes(
        most == int.MaxValue ? $"at least {least} bytes" : least == most ? $"{least} bytes" : $"{least} to {most} bytes", bytes => bytes.Length >= least && bytes.Length <= most);

    /// <summary>Bytes of which something holds.</summary>
    public static Shape Bytes(string expected, Func<ReadOnlyMemory<byte>, bool> fits) =>
        new ScalarShape(expected, item => BytesOf(item) is { } bytes && fits(bytes) ? AnyShape.Hex(bytes) : null);

    /// <summary>One of several words with numbers: the number in CBOR, number or word in JSON.</summary>
    public static Shape Words(params (long Number, string Word)[] words) => new ScalarShape(
        $"one of {string.Join(", ", words.Select(each => $"{each.Number} {each.Word}"))}",
        item => words.FirstOrDefault(each => item.Kind == DataKind.Integer ? item.Number == each.Number : item.IsJson && item.Kind == DataKind.Text && item.Text == each.Word).Word);

    public static Shape List(Shape element, int least = 0) => new ListShape(element, least);

    public static Shape OneOrMore(Shape element) => Choice(List(element, 1), element);

    public static Shape Choice(params Shape[] choices) => new ChoiceShape(choices);

    public static Shape Tag(long tag, Shape content) => new TagShape(tag, content);

    /// <summary>A shape for items of which something holds.</summary>
    public static Shape When(Func<DataItem, bool> fits, string expected, Shape shape) => new ConditionShape(fits, expected, shape);

    public static Shape Lazy(Func<Shape> shape) => new LazyShape(shape);

    /// <summary>Algorithm and value of a hash: <c>[alg, bytes]</c>.</summary>
    public static Shape Digest { get; } = new TupleShape(2, ("alg", Choice(AnyInteger, SomeText)), ("value", Bytes(1, 256)));

    /// <summary>The bytes of a byte string or, in JSON, of base64url or base64; null for others.</summary>
    public static ReadOnlyMemory<byte>? BytesOf(DataItem item)
    {
        if (item.Kind == DataKind.Bytes)
        {
            return item.Bytes;
        }

        if (!item.IsJson || item.Kind != DataKind.Text)
        {
            return null;
        }

        string text = item.Text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Base64Url.IsValid(text) && !text.AsSpan().ContainsAny(" \t\r\n") ? Base64Url.DecodeFromChars(text) : default(ReadOnlyMemory<byte>?);
    }
}
