using System.Text.Json;
using System.Text.Json.Serialization;
using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Storage;

/// <summary>A digest as 64 hexadecimal digits.</summary>
internal sealed class DigestConverter : JsonConverter<Sha256Digest>
{
    public override Sha256Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Sha256Digest.TryParseHex(reader.GetString(), out Sha256Digest digest) ? digest : throw new JsonException("a digest of 64 hexadecimal digits");

    public override void Write(Utf8JsonWriter writer, Sha256Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.Hex);
}
