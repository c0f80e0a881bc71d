using System.Text.Json;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Directives;

namespace MLSecOps.EdgeAgent.Desired;

/// <summary>Keeps <see cref="DirectiveMemory"/> on the disk: sequences do not go back over a restart or a power cut.</summary>
/// <remarks>One file, replaced whole. Should it be damaged, an older directive can count once more; what it may ask for is still bounded by the slots' floors, which are kept apart.</remarks>
internal sealed class DirectiveStore(string file, AgentLog log)
{
    private const string Schema = "mlsec.directives/1";
    private const int MaxBytes = 1 << 20;

    /// <summary>What was remembered; empty when there is nothing, or it is damaged, which is reported.</summary>
    public DirectiveMemory Load()
    {
        if (!File.Exists(file))
        {
            return DirectiveMemory.Empty;
        }

        try
        {
            using FileByteSource source = FileByteSource.Open(file);
            byte[] content = new byte[Math.Min(source.Length, MaxBytes)];
            DirectiveMemoryDocument? document = JsonSerializer.Deserialize(content.AsSpan(0, source.Read(0, content)), DirectiveJson.Default.DirectiveMemoryDocument);
            return document is { Schema: Schema } ? new DirectiveMemory([.. document.Records.Select(FromDocument)]) : throw new FormatException("schema");
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException or IOException)
        {
            log.Failure(StoreReasons.StoreFailed, null, $"{file} is damaged: what it said of earlier directives is lost");
            return DirectiveMemory.Empty;
        }
    }

    /// <summary>Makes it durable.</summary>
    /// <exception cref="IOException">The disk refused; then the directive must not be acted on.</exception>
    public void Save(DirectiveMemory memory) => AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(
        new DirectiveMemoryDocument(Schema, [.. memory.Records.Select(ToDocument)]), DirectiveJson.Default.DirectiveMemoryDocument));

    private static DirectiveRecordDocument ToDocument(DirectiveRecord record) => new(record.Signer.Hex, record.Scope, record.Sequence, record.Document.Hex);

    private static DirectiveRecord FromDocument(DirectiveRecordDocument record) =>
        Sha256Digest.TryParseHex(record.SignerSha256, out Sha256Digest signer) && Sha256Digest.TryParseHex(record.DocumentSha256, out Sha256Digest document) && record.Sequence > 0
            ? new(signer, record.Scope, record.Sequence, document)
            : throw new FormatException("record");
}
