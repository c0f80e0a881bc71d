using System.Buffers.Text;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Attestation;

/// <summary>A JSON web signature in its compact form (RFC 7515, 7.1): header, payload and signature in base64url, with points between.</summary>
internal static class JsonWebSignature
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    /// <summary>True for text that can only be one: a JSON object in base64url, two points.</summary>
    public static bool Fits(ReadOnlySpan<char> text) => text.StartsWith("eyJ") && text.Count('.') == 2 && !text.ContainsAnyExcept(Characters);

    /// <inheritdoc cref="Fits(ReadOnlySpan{char})"/>
    public static bool Fits(ReadOnlySpan<byte> text) => text.StartsWith("eyJ"u8) && Fits(Encoding.ASCII.GetString(text));

    /// <summary>Reads it.</summary>
    /// <returns>The kind of its payload; null after a departure.</returns>
    public static AttestationForm? Read(ClaimWalk walk, string text, long origin)
    {
        string[] parts = text.Split('.');
        DataItem whole = new(DataKind.Text, origin) { Text = text, IsJson = true };
        if (parts.Any(part => !Base64Url.IsValid(part)))
        {
            walk.Refuse(whole, "three parts in base64url", null, AttestationReasons.JsonMalformed);
            return null;
        }

        byte[][] decoded = [.. parts.Select(part => Base64Url.DecodeFromChars(part))];
        if (!JsonItems.Read(decoded[0], origin, walk.Nested, walk.Budget).TryGet(out DataItem? header, out FormatFault? fault))
        {
            walk.Refuse(fault);
            return null;
        }

        if (header.Find("alg") is not { Kind: DataKind.Text } algorithm || header.Find("crit") is not null || !walk.Under("protected", () => Shapes.Any.Read(walk, header)))
        {
            walk.Refuse(header, "a header with an algorithm and nothing critical", null, EvidenceReasons.CoseAlgorithm);
            return null;
        }

        bool inside = walk.Inside;
        walk.Signed.Add(new SignedContent(walk.Path, algorithm.Text, !inside, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), decoded[2]));
        walk.Inside = true;
        walk.Nested++;
        AttestationForm? held = AttestationForms.Read(walk, decoded[1], origin);
        walk.Nested--;
        walk.Inside = inside;
        return held is null ? null : held with { Kind = $"{held.Kind} in JWS" };
    }
}
