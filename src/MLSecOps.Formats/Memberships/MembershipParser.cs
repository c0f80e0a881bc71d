using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Memberships;

/// <summary>Reads a membership, schema <c>mlsec.membership/1</c>, from the exact bytes that were signed, as strictly as a manifest.</summary>
/// <remarks>At most <see cref="Limits.DocumentBytes"/>; every member is required; unknown and duplicate ones are refused.</remarks>
public static class MembershipParser
{
    private static readonly string[] Members = ["schema", "fleet", "device", "sequence", "issued", "expires", "groups"];

    /// <summary>Reads the membership.</summary>
    /// <param name="document">Exact bytes; untrusted until their signature has been verified.</param>
    public static Parsed<Membership> Parse(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = DocumentReader.Open(document);
        Membership? membership = Read(ref reader);
        return reader.Fault is { } fault ? fault with { Reason = DocumentFault.Of(fault.Reason, DocumentReasons.MembershipSchema, DocumentReasons.MembershipMalformed) } : membership!;
    }

    private static Membership? Read(ref DocumentReader reader)
    {
        string fleet = "";
        Ueid? device = null;
        long sequence = 0;
        DateTimeOffset issued = default, expires = default;
        List<string> groups = [];
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(Members, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    reader.Schema(Membership.Schema);
                    break;
                case 1:
                    fleet = reader.Text(ManifestNames.IsLabel, "a fleet name [A-Za-z0-9][A-Za-z0-9._-]{0,62}");
                    break;
                case 2:
                    reader.Text(text => Ueid.TryParse(text, out device), "a UEID of 34 lower-case hexadecimal digits that begin with 01");
                    break;
                case 3:
                    sequence = reader.Integer(1, Limits.Release);
                    break;
                case 4:
                    issued = reader.Date();
                    break;
                case 5:
                    expires = reader.Date();
                    break;
                default:
                    ReadGroups(ref reader, groups);
                    break;
            }
        }

        reader.Require(Members, seen, 0b111_1111);
        reader.RequireLater(expires, issued);
        reader.End();
        return device is null ? null : new Membership(fleet, device, sequence, issued, expires, groups);
    }

    private static void ReadGroups(ref DocumentReader reader, List<string> groups)
    {
        reader.EnterArray();
        while (reader.NextElement(groups.Count, Membership.MaxGroups))
        {
            groups.Add(reader.Text(text => ManifestNames.IsLabel(text) && !groups.Contains(text), "a group name [A-Za-z0-9][A-Za-z0-9._-]{0,62}, each once"));
        }
    }
}
