using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>What the commands that make signed documents have in common: an output, a validity, a signer.</summary>
/// <param name="days">Days of validity where nobody says.</param>
internal sealed class DocumentWork(int days)
{
    private readonly Option<string> _output = Flags.Output("the document to write, NAME.json; its signature goes beside it as NAME.p7s", required: true);
    private readonly SignerFlags _signer = new();
    private readonly ValidityFlags _validity = new(days);

    /// <summary>The document that this one follows.</summary>
    public static Option<string> Previous() => new("--previous") { Description = "the document of this kind before; this one gets the next version (default: none, version 1)", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_output);
        _signer.AddTo(command);
        _validity.AddTo(command);
    }

    /// <summary>From when until when.</summary>
    public (DateTimeOffset Issued, DateTimeOffset Expires) Validity(Invocation invocation) => _validity.Read(invocation);

    /// <summary>Signs the document and writes both files.</summary>
    /// <param name="invocation">The line.</param>
    /// <param name="schema">The schema of the JSON answer.</param>
    /// <param name="written">The document, or why it cannot be one.</param>
    /// <param name="next">What comes next, for people.</param>
    public Outcome Write(Invocation invocation, string schema, Parsed<ReadOnlyMemory<byte>> written, Func<string, string> next)
    {
        string output = OutputOf(invocation, _output);
        if (!written.TryGet(out ReadOnlyMemory<byte> document, out FormatFault? fault))
        {
            throw PackageHead.Refused(output, fault);
        }

        using SigningIdentity identity = _signer.Open(invocation);
        if (!identity.Sign(document.Span, invocation.Now).TryGet(out ReadOnlyMemory<byte> cms, out fault))
        {
            throw PackageHead.Refused(output, fault);
        }

        DocumentFile.Write(output, new SignedParts(document, cms));
        return Done(schema, output, document, identity, next(output));
    }

    /// <summary>The answer of a command that signed.</summary>
    public static Outcome Done(string schema, string output, ReadOnlyMemory<byte> document, SigningIdentity identity, string next)
    {
        SignedDocumentEntry entry = DocumentView.Of(output, document);
        SignerEntry signer = identity.Entry;
        SignedDocumentDocument answer = new() { Schema = schema, Ok = true, Document = entry, Signature = DocumentFile.SignatureOf(output), Signer = signer };
        return new Outcome(answer, [$"signed {output} by {signer.Subject}", .. DocumentView.Lines(entry), $"next: {next}"]);
    }

    /// <summary>The value of a flag for a document to write.</summary>
    public static string OutputOf(Invocation invocation, Option<string> flag)
    {
        string output = invocation.Line.GetValue(flag)!;
        return DocumentFile.IsName(output) ? output : throw invocation.Usage($"{flag.Name} must end in .json", "the signature goes beside it as .p7s");
    }

    /// <summary>The halves of values such as <c>MODEL=N</c>.</summary>
    /// <param name="invocation">The line.</param>
    /// <param name="flag">May be given several times.</param>
    /// <param name="most">Greatest number; the least is <paramref name="least"/>.</param>
    /// <param name="least">Least number.</param>
    public static IEnumerable<(string Name, long Number)> Numbers(Invocation invocation, Option<string[]> flag, long most, long least)
    {
        foreach (string text in invocation.Texts(flag))
        {
            int at = text.LastIndexOf('=');
            yield return at > 0 && long.TryParse(text.AsSpan(at + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
                ? (text[..at], number)
                : throw invocation.Usage($"{flag.Name} must be {flag.HelpName} with a number from {least} to {most}");
        }
    }
}
