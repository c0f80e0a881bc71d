using System.Formats.Cbor;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Eat;

/// <summary>The claim <c>handed-out</c>: <c>[+ [model, manifest, executable, unit, opened, open]]</c>.</summary>
internal static class HandedOutCodec
{
    public static void Write(CborWriter writer, IReadOnlyList<HandedOut> rows)
    {
        writer.WriteStartArray(rows.Count);
        foreach (HandedOut row in rows)
        {
            writer.WriteStartArray(6);
            writer.WriteDigest(row.Model);
            writer.WriteDigest(row.Manifest);
            if (row.Executable is { } executable)
            {
                writer.WriteDigest(executable);
            }
            else
            {
                writer.WriteNull();
            }

            if (row.Unit is { } unit)
            {
                writer.WriteTextString(unit);
            }
            else
            {
                writer.WriteNull();
            }

            writer.WriteInt64(row.Opened.ToUnixTimeSeconds());
            writer.WriteInt64(row.Open);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads the claim. It is absent where nothing was given, so that there is one spelling of nothing.</summary>
    public static List<HandedOut> Read(CborCursor cursor) => EatParts.List(cursor, 1, EvidenceLimits.HandedOut, "a list of what was handed out", static row =>
    {
        row.EnterArray(6, 6, "model, manifest, executable, unit, time and count");
        HandedOut given = new(
            row.Digest("a digest of 32 bytes"),
            row.Digest("a digest of 32 bytes"),
            row.TryNull() ? null : row.Digest("a digest of 32 bytes or null"),
            row.TryNull() ? null : row.Text(EvidenceLimits.TextLength, EatNames.IsText, "visible ASCII or null"),
            EatParts.Time(row),
            row.Integer(0, Limits.Release, "a number of processes"));
        row.LeaveArray();
        return given;
    });
}
