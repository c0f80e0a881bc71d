using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Oms;

/// <summary>Writes the statement that an OMS bundle signs (OMS v1.0, 5 to 8): fixed member order, no spaces; the same statement gives the same bytes.</summary>
public static class OmsStatementWriter
{
    /// <summary>Writes the statement and proves it by reading it back.</summary>
    /// <param name="statement">Its resources stay in their order; the specification asks a signer for that of their names by code point.</param>
    /// <returns>The payload to sign, or the fault that a verifier would find in it.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(OmsStatement statement)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, statement);
        }

        ReadOnlyMemory<byte> payload = output.WrittenMemory.ToArray();
        return OmsStatementParser.Parse(payload).Match<Parsed<ReadOnlyMemory<byte>>>(_ => payload, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, OmsStatement statement)
    {
        json.WriteStartObject();
        json.WriteString("_type"u8, OmsStatementParser.Type);
        json.WriteStartArray("subject"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, statement.Subject);
        json.WriteStartObject("digest"u8);
        json.WriteString("sha256"u8, OmsRoot.Of(statement.Resources));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("predicateType"u8, OmsStatementParser.Predicate);
        json.WriteStartObject("predicate"u8);
        WriteSerialization(json, statement);
        json.WriteStartArray("resources"u8);
        foreach (OmsResource resource in statement.Resources)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, NameOf(resource));
            json.WriteString("algorithm"u8, statement.HashType);
            json.WriteString("digest"u8, resource.Digest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSerialization(Utf8JsonWriter json, OmsStatement statement)
    {
        json.WriteStartObject("serialization"u8);
        json.WriteString("method"u8, statement.ShardSize is null ? "files" : "shards");
        json.WriteString("hash_type"u8, statement.HashType);
        if (statement.ShardSize is { } size)
        {
            json.WriteNumber("shard_size"u8, size);
        }

        json.WriteBoolean("allow_symlinks"u8, statement.AllowSymlinks);
        json.WriteStartArray("ignore_paths"u8);
        foreach (string path in statement.IgnoredPaths)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NameOf(OmsResource resource) =>
        resource.End is { } end ? string.Create(CultureInfo.InvariantCulture, $"{resource.Path}:{resource.Start}:{end}") : resource.Path;
}
