using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Oms;

/// <summary>Writes OMS bundles in the form of OMS v1.0 and its JSON schemas, as the reference producer does since 1.1: methods key and certificate.</summary>
public static class OmsBundleWriter
{
    /// <summary>Writes the bundle and proves it by reading it back.</summary>
    /// <param name="bundle">With <see cref="OmsBundle.KeyHint"/> for the method key, with certificates for the method certificate.</param>
    /// <returns>The bundle, or the fault that a verifier would find in it.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(OmsBundle bundle)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, bundle);
        }

        ReadOnlyMemory<byte> written = output.WrittenMemory.ToArray();
        return OmsBundleParser.Parse(written).Match<Parsed<ReadOnlyMemory<byte>>>(_ => written, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, OmsBundle bundle)
    {
        json.WriteStartObject();
        json.WriteString("mediaType"u8, OmsBundleParser.MediaType);
        json.WriteStartObject("verificationMaterial"u8);
        if (bundle.Method == OmsMethod.Certificate)
        {
            WriteCertificates(json, bundle);
        }
        else
        {
            json.WriteStartObject("publicKey"u8);
            json.WriteString("hint"u8, bundle.KeyHint);
            json.WriteEndObject();
        }

        json.WriteStartArray("tlogEntries"u8);
        json.WriteEndArray();
        WriteTimestamps(json, bundle.Timestamps);
        json.WriteEndObject();
        json.WriteStartObject("dsseEnvelope"u8);
        json.WriteBase64String("payload"u8, bundle.Payload.Span);
        json.WriteString("payloadType"u8, bundle.PayloadType);
        json.WriteStartArray("signatures"u8);
        json.WriteStartObject();
        json.WriteBase64String("sig"u8, bundle.Signature.Span);
        json.WriteString("keyid"u8, "");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCertificates(Utf8JsonWriter json, OmsBundle bundle)
    {
        json.WriteStartObject("x509CertificateChain"u8);
        json.WriteStartArray("certificates"u8);
        foreach (ReadOnlyMemory<byte> certificate in bundle.Certificates)
        {
            json.WriteStartObject();
            json.WriteBase64String("rawBytes"u8, certificate.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTimestamps(Utf8JsonWriter json, IReadOnlyList<ReadOnlyMemory<byte>> timestamps)
    {
        if (timestamps.Count == 0)
        {
            return;
        }

        json.WriteStartObject("timestampVerificationData"u8);
        json.WriteStartArray("rfc3161Timestamps"u8);
        foreach (ReadOnlyMemory<byte> timestamp in timestamps)
        {
            json.WriteStartObject();
            json.WriteBase64String("signedTimestamp"u8, timestamp.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
