using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.TrustUpdates;

/// <summary>Reads a trust update, schema <c>mlsec.trust/1</c>, from the exact bytes that were signed, as strictly as a manifest.</summary>
/// <remarks>At most <see cref="Limits.DocumentBytes"/>; every member but the roles director, hub and timestamp is required; unknown and duplicate ones are refused.</remarks>
public static class TrustUpdateParser
{
    private static readonly string[] Members = ["schema", "fleet", "version", "issued", "expires", "roles", "reset_release_floors", "reset_time_sources"];
    private static readonly string[] RoleNames = [.. TrustNames.Roles.Select(role => role.Name)];
    private static readonly string[] RoleMembers = ["anchors", "threshold", "eku"];
    private static readonly string[] FloorMembers = ["model", "release"];

    /// <summary>Reads the update.</summary>
    /// <param name="document">Exact bytes; untrusted until their signature has been verified.</param>
    public static Parsed<TrustUpdate> Parse(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = DocumentReader.Open(document);
        TrustUpdate update = Read(ref reader);
        return reader.Fault is { } fault ? fault with { Reason = DocumentFault.Of(fault.Reason, DocumentReasons.TrustSchema, DocumentReasons.TrustMalformed) } : update;
    }

    private static TrustUpdate Read(ref DocumentReader reader)
    {
        string fleet = "";
        long version = 0;
        DateTimeOffset issued = default, expires = default;
        Dictionary<TrustRole, RoleAnchors> roles = [];
        List<FloorReset> floors = [];
        List<TimeSource> sources = [];
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(Members, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    reader.Schema(TrustUpdate.Schema);
                    break;
                case 1:
                    fleet = reader.Text(ManifestNames.IsLabel, "a fleet name [A-Za-z0-9][A-Za-z0-9._-]{0,62}");
                    break;
                case 2:
                    version = reader.Integer(1, Limits.Release);
                    break;
                case 3:
                    issued = reader.Date();
                    break;
                case 4:
                    expires = reader.Date();
                    break;
                case 5:
                    ReadRoles(ref reader, roles);
                    break;
                case 6:
                    ReadFloors(ref reader, floors);
                    break;
                default:
                    ReadSources(ref reader, sources);
                    break;
            }
        }

        reader.Require(Members, seen, 0b1111_1111);
        reader.RequireLater(expires, issued);
        reader.End();
        return new TrustUpdate(fleet, version, issued, expires, roles, floors, sources);
    }

    private static void ReadRoles(ref DocumentReader reader, Dictionary<TrustRole, RoleAnchors> roles)
    {
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(RoleNames, ref seen, out int member))
        {
            TrustRole role = TrustNames.Roles[member].Role;
            roles[role] = ReadRole(ref reader, role == TrustRole.Timestamp);
        }

        reader.Require(RoleNames, seen, 0b11);
    }

    private static RoleAnchors ReadRole(ref DocumentReader reader, bool anchorsOnly)
    {
        List<ReadOnlyMemory<byte>> anchors = [];
        long threshold = 1;
        bool oms = false;
        uint seen = 0;
        reader.EnterObject();
        while (reader.NextMember(anchorsOnly ? RoleMembers.AsSpan(0, 1) : RoleMembers, ref seen, out int member))
        {
            switch (member)
            {
                case 0:
                    ReadAnchors(ref reader, anchors);
                    break;
                case 1:
                    threshold = reader.Integer(1, 16);
                    break;
                default:
                    oms = reader.Text(text => text is "strict" or "oms", "strict or oms") == "oms";
                    break;
            }
        }

        reader.Require(RoleMembers, seen, anchorsOnly ? 0b1u : 0b111u);
        return new RoleAnchors(anchors, (int)threshold, oms);
    }

    private static void ReadAnchors(ref DocumentReader reader, List<ReadOnlyMemory<byte>> anchors)
    {
        reader.EnterArray();
        while (reader.NextElement(anchors.Count, TrustUpdate.MaxAnchors))
        {
            ReadOnlyMemory<byte> anchor = reader.Base64(TrustUpdate.MaxAnchorBytes);
            if (anchors.Exists(known => known.Span.SequenceEqual(anchor.Span)))
            {
                reader.Fail(PackageReasons.ManifestValue, "each anchor once");
            }

            anchors.Add(anchor);
        }

        if (anchors.Count == 0)
        {
            reader.Fail(PackageReasons.ManifestValue, "at least one anchor");
        }
    }

    private static void ReadFloors(ref DocumentReader reader, List<FloorReset> floors)
    {
        HashSet<string> known = [];
        reader.EnterArray();
        while (reader.NextElement(floors.Count, TrustUpdate.MaxFloorResets))
        {
            string model = "";
            long release = 0;
            uint seen = 0;
            reader.EnterObject();
            while (reader.NextMember(FloorMembers, ref seen, out int member))
            {
                if (member == 0)
                {
                    model = reader.Text(text => ManifestNames.IsModel(text) && known.Add(text), "a model name [a-z0-9][a-z0-9-]{0,62}, each once");
                }
                else
                {
                    release = reader.Integer(0, Limits.Release);
                }
            }

            reader.Require(FloorMembers, seen, 0b11);
            floors.Add(new FloorReset(model, release));
        }
    }

    private static void ReadSources(ref DocumentReader reader, List<TimeSource> sources)
    {
        reader.EnterArray();
        while (reader.NextElement(sources.Count, TrustNames.Sources.Count))
        {
            string name = reader.Text(
                text => TrustNames.FindSource(text) is { } source && !sources.Contains(source),
                $"one of {string.Join(", ", TrustNames.Sources.Select(row => row.Name))}, each once");
            if (TrustNames.FindSource(name) is { } known)
            {
                sources.Add(known);
            }
        }
    }
}
