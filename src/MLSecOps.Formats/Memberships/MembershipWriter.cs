using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Memberships;

/// <summary>Writes a membership: fixed member order, no white space; the same membership gives the same bytes.</summary>
public static class MembershipWriter
{
    /// <summary>Writes the membership and proves it by reading it back.</summary>
    /// <returns>The bytes to sign, or the fault that a reader would find in them.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(Membership membership)
    {
        ReadOnlyMemory<byte> document = DocumentText.Write(json =>
        {
            json.WriteString("schema"u8, Membership.Schema);
            json.WriteString("fleet"u8, membership.Fleet);
            json.WriteString("device"u8, membership.Device.Hex);
            json.WriteNumber("sequence"u8, membership.Sequence);
            json.WriteString("issued"u8, DocumentDate.Format(membership.Issued));
            json.WriteString("expires"u8, DocumentDate.Format(membership.Expires));
            json.WriteStartArray("groups"u8);
            foreach (string group in membership.Groups)
            {
                json.WriteStringValue(group);
            }

            json.WriteEndArray();
        });
        return MembershipParser.Parse(document.Span).Match<Parsed<ReadOnlyMemory<byte>>>(_ => document, fault => fault);
    }
}
