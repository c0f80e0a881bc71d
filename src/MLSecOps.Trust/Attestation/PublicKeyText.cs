using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace MLSecOps.Trust.Attestation;

/// <summary>Reads a public key as people have it: PEM with the key or with a certificate, or a JSON web key (RFC 7517) on a NIST curve. A private part is passed over.</summary>
public static class PublicKeyText
{
    /// <summary>Reads it.</summary>
    /// <param name="content">Untrusted.</param>
    /// <returns>SubjectPublicKeyInfo, DER; null when it is none of these. Whether the key is fit is judged where it is used.</returns>
    public static ReadOnlyMemory<byte>? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return content.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? Jwk(content) : Pem(Encoding.ASCII.GetString(content));
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? Pem(string text)
    {
        PemFields fields = PemEncoding.Find(text);
        switch (text[fields.Label])
        {
            case "PUBLIC KEY":
                return Convert.FromBase64String(text[fields.Base64Data]);
            case "CERTIFICATE":
                using (X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[fields.Base64Data])))
                {
                    return certificate.PublicKey.ExportSubjectPublicKeyInfo();
                }

            default:
                return null;
        }
    }

    private static ReadOnlyMemory<byte>? Jwk(ReadOnlySpan<byte> content)
    {
        Utf8JsonReader reader = new(content);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement key = document.RootElement;
        ECCurve? curve = Text(key, "crv") switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        if (Text(key, "kty") != "EC" || curve is not { } named || Text(key, "x") is not { } x || Text(key, "y") is not { } y)
        {
            return null;
        }

        using ECDsa ec = ECDsa.Create(new ECParameters { Curve = named, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) } });
        return ec.ExportSubjectPublicKeyInfo();
    }

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
