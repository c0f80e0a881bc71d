using System.Text.Json.Serialization;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage;

/// <summary>Lists and tables inside a column. A reader passes over members that it does not know, and what is absent has its default: rows of older hubs stay readable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    MaxDepth = 8,
    Converters = [typeof(DigestConverter)])]
[JsonSerializable(typeof(IReadOnlyList<ModelState>))]
[JsonSerializable(typeof(ChainMemory))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<byte[]>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyList<StoredRecall>))]
internal sealed partial class StorageJson : JsonSerializerContext;
