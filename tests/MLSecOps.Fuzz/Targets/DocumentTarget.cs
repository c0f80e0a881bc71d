using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>A parser of JSON with a schema: a signed document, or what goes into the worker and comes back. What is accepted is JSON to the platform's strict reader too, with no member twice, within the limits, and survives writing and reading unchanged.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="schema">The schema's identifier, which the platform must find in it.</param>
/// <param name="mostBytes">Its limit.</param>
/// <param name="parse">The parser.</param>
/// <param name="write">The writer of the same kind; null where the product has none.</param>
/// <param name="seeds">Honest documents.</param>
internal sealed class DocumentTarget<T>(
    string name, string schema, int mostBytes, DocumentTarget<T>.Parser parse, Func<T, Parsed<ReadOnlyMemory<byte>>>? write, Func<IEnumerable<(string Name, byte[] Content)>> seeds) : FuzzTarget
    where T : notnull
{
    /// <summary>Reads the document.</summary>
    public delegate Parsed<T> Parser(ReadOnlySpan<byte> document);

    public override string Name => name;

    public override IGrammar Grammar { get; } = new JsonGrammar();

    public override int LeastOutcomes => 18;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(parse(input.Span), document => Check(input, document));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => seeds();

    private void Check(ReadOnlyMemory<byte> input, T document)
    {
        BrokenInvariantException.Unless(input.Length <= mostBytes, "limit of a document");
        try
        {
            using JsonDocument other = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = Limits.DocumentDepth, AllowDuplicateProperties = false });
            BrokenInvariantException.Unless(other.RootElement.GetProperty("schema").GetString() == schema, "the platform reads the same schema");
        }
        catch (JsonException refused)
        {
            throw new BrokenInvariantException($"the platform reads it too: {refused.Message}");
        }

        if (write is null)
        {
            return;
        }

        byte[] once = Written(document);
        T again = parse(once).Match(value => value, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(once, Written(again), "writing and reading changes nothing");
    }

    private byte[] Written(T document) => write!(document).Match(bytes => bytes.ToArray(), fault => throw new BrokenInvariantException($"what is read can be written: {fault}"));
}
