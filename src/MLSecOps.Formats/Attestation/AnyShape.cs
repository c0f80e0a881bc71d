using System.Globalization;

namespace MLSecOps.Formats.Attestation;

/// <summary>Anything, shown as it is.</summary>
internal sealed class AnyShape : Shape
{
    private const int ShownBytes = 160;

    public override bool Read(ClaimWalk walk, DataItem item) => item.Kind switch
    {
        DataKind.Map when item.Items.Count > 0 => item.Pairs.All(pair => walk.Under(Text(pair.Key), () => Read(walk, pair.Value))),
        DataKind.List when item.Items.Count > 0 => item.Items.Index().All(each => walk.Under(Number(each.Index), () => Read(walk, each.Item))),
        DataKind.Tag => walk.Under(TagName(item.Number), () => Read(walk, item.Items[0])),
        _ => walk.Say(item, Text(item)),
    };

    // The tags of CoRIM (draft-ietf-rats-corim) and a few of the registry.
    private static string TagName(long tag) => tag switch
    {
        1 => "time",
        32 => "uri",
        37 => "uuid",
        111 => "oid",
        550 => "ueid",
        552 => "svn",
        553 => "min-svn",
        554 => "pkix-key",
        555 => "pkix-cert",
        556 => "pkix-cert-path",
        557 => "key-thumbprint",
        558 => "cose-key",
        559 => "cert-thumbprint",
        560 => "bytes",
        561 => "cert-path-thumbprint",
        _ => $"tag {Number(tag)}",
    };

    /// <summary>A value in one line.</summary>
    public static string Text(DataItem item) => item.Kind switch
    {
        DataKind.Integer => Number(item.Number),
        DataKind.Bytes => Hex(item.Bytes),
        DataKind.Text or DataKind.Truth or DataKind.Other => item.Text,
        DataKind.Null => "null",
        DataKind.List => "[]",
        DataKind.Map => "{}",
        _ => $"tag {Number(item.Number)} {Text(item.Items[0])}",
    };

    /// <summary>Bytes in hexadecimal; of long ones the beginning.</summary>
    public static string Hex(ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= ShownBytes ? Convert.ToHexStringLower(bytes.Span) : $"{Convert.ToHexStringLower(bytes.Span[..32])}… ({Number(bytes.Length)} bytes)";

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What kind of item it is, in words.</summary>
    public static string Name(DataItem item) => item.Kind switch
    {
        DataKind.Integer => Number(item.Number),
        DataKind.Bytes => $"{Number(item.Bytes.Length)} bytes",
        DataKind.Text => $"text of {Number(item.Text.Length)} characters",
        DataKind.List => $"an array of {Number(item.Items.Count)}",
        DataKind.Map => $"a map of {Number(item.Items.Count / 2)}",
        DataKind.Tag => $"tag {Number(item.Number)}",
        _ => Text(item),
    };
}
