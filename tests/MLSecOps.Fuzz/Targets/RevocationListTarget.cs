using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Formats;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.Tests.Revocation;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Revocation lists. Of what is accepted: dates in order, a minimal number, every part in the input, and the number that the platform's reader finds, where it accepts too.</summary>
internal sealed class RevocationListTarget : FuzzTarget
{
    public override string Name => "revocation-list";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(RevocationListParser.Parse(input), list => Check(input, list));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        CrlForge list = new(ThrowAwayKeys.Root.Certificate) { Revoked = [ThrowAwayKeys.Publisher, ThrowAwayKeys.Second], EntryExtensions = [CrlForge.Extension("2.5.29.21", false, [0x0a, 1, 1])] };
        yield return ("valid-empty", new CrlForge(ThrowAwayKeys.Root.Certificate).Build());
        yield return ("valid-two", list.Build());
        yield return ("valid-without-number", (list with { Number = null }).Build());
        yield return ("valid-version-1", (list with { Version = null, Number = null, EntryExtensions = [] }).Build());
        yield return ("valid-large-number", (list with { Number = int.MaxValue, EntryExtensions = [CrlForge.Extension("2.5.29.24", true, [0x18, 15, .. "20260101000000Z"u8])] }).Build());
        yield return ("valid-end-entities", (list with { Extensions = [CrlForge.Extension("2.5.29.28", true, [0x30, 3, 0x81, 1, 0xff])] }).Build());
        yield return ("delta", (list with { Extensions = [CrlForge.Extension("2.5.29.27", true, [2, 1, 1])] }).Build());
    }

    private static void Check(ReadOnlyMemory<byte> input, RevocationList list)
    {
        BrokenInvariantException.Unless(input.Length <= Limits.CrlBytes, "limit of the list");
        BrokenInvariantException.UnlessSame(input.Span, list.Der.Span, "the list is the input");
        BrokenInvariantException.Unless(list.ThisUpdate <= list.NextUpdate, "dates in order");
        foreach (ReadOnlyMemory<byte> part in new[] { list.Signed, list.Issuer, list.Signature })
        {
            BrokenInvariantException.Unless(input.Span.IndexOf(part.Span) >= 0, "each part stands in the input");
        }

        BrokenInvariantException.Unless(list.MayFollow(list), "a list may follow itself");
        foreach (string serial in list.Entries.Keys)
        {
            BrokenInvariantException.Unless(input.Span.IndexOf(Convert.FromHexString(serial)) >= 0, "each serial number stands in the input");
        }

        try
        {
            CertificateRevocationListBuilder.Load(input.Span, out BigInteger found, out int used);
            BrokenInvariantException.Unless(used == input.Length, "nothing after the list");
            BrokenInvariantException.Unless(CrlNumber.Of(found.ToByteArray(true, true)) == (list.Number ?? default), $"the number as the platform reads it: {found}");
        }
        catch (CryptographicException)
        {
            // The platform refuses it.
        }
    }
}
