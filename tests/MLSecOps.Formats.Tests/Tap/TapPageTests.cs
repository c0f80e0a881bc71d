using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tap;

/// <summary>The reference page of the tap, made from the layout's own constants and the golden bytes. <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed class TapPageTests
{
    [Fact]
    public void The_page_says_what_the_constants_say()
    {
        StringBuilder page = new($"# The tap: {TapLayout.Name}\n\n<!-- Made from the program's own constants; UPDATE_GOLDEN=1 tests/run Formats writes it again. -->\n\n");
        page.Append("""
            An application that opened a model (`OpenModel` on `/run/mlsec/io.mlsec.Agent`) tells the agent what its model saw and said over the
            `tap` descriptor of the reply: one end of a `SOCK_SEQPACKET` pair. Every message is one `send`. The clients in `packaging/clients` do all
            of this; [adopt in an application](../how-to/adopt-in-an-application.md) has the two lines.

            Integers are unsigned and little-endian. Every part begins at a multiple of 8; fillers are zero, and are checked. A message that departs
            anywhere is dropped whole and counted, with a reason (`TAP_MALFORMED`, `TAP_LIMIT_EXCEEDED`, `TAP_VERSION_UNKNOWN`,
            `TAP_DESCRIPTOR_REFUSED`, `TAP_FOREIGN_SENDER`).

            **Versioning.** A reader refuses every version, kind, flag, role, place and element type that it does not know. Whatever is added is a new
            version; an agent may read several.

            **Never blocking.** A client sends with `MSG_DONTWAIT` and drops what does not go. `sequence` and `records` in the header count what was
            *made*, so the agent sees every gap (`TAP_RECORDS_LOST`); numbers that run backwards are refused. They are the application's claim:
            it can hide calls, but not lose messages unnoticed.

            **Whose it is.** The kernel names the sender of each message (`SO_PASSCRED`). A tap belongs to the process that called `OpenModel`; a child
            opens the model for itself.

            **Canaries.** The agent sends inputs with a token; the client runs them through the application's own call, between real calls and in the
            same form, and answers with a record of that token: the outputs only, all of them whole. It answers `ERROR` when it cannot. The
            call is never told.

            **Large tensors.** Above the inline limit only type, shape and length are told, unless the agent asked with `SAMPLE` or it is the answer to a
            canary. Then the content comes in a memory file sealed with `F_SEAL_WRITE | F_SEAL_SHRINK` at least, passed with the message
            (`SCM_RIGHTS`), numbered in the order of the message. The agent checks the seals and the length, and copies; it never maps.


            """);
        Table(page, "Header", TapLayout.HeaderBytes, [
            (TapLayout.MagicAt, 4, "magic", "`MLTP`"), (TapLayout.VersionAt, 1, "version", $"{TapLayout.Version}"), (TapLayout.KindAt, 1, "kind", "see below"),
            (TapLayout.CountAt, 2, "count", "records that follow"), (TapLayout.BytesAt, 4, "bytes", "of the whole message, this header included"), (TapLayout.HeaderZeroAt, 4, "zero", ""),
            (TapLayout.SequenceAt, 8, "sequence", "messages that the sender made before this one, dropped ones included"),
            (TapLayout.RecordsAt, 8, "records", "records that the sender made before those of this message, dropped ones included")]);
        page.Append("| kind | from | after the header |\n|---|---|---|\n");
        foreach (TapKind kind in Enum.GetValues<TapKind>().Where(kind => kind != TapKind.None))
        {
            page.Append($"| {(byte)kind} {kind.ToString().ToUpperInvariant()} | {((byte)kind < 0x80 ? "application" : "agent")} | {Body(kind)} |\n");
        }

        page.Append('\n');
        Table(page, "Record", TapLayout.RecordBytes, [
            (TapLayout.RecordLengthAt, 4, "bytes", "of the record, this head included; a multiple of 8"), (TapLayout.RecordTensorsAt, 1, "tensors", "how many follow"),
            (TapLayout.RecordFlagsAt, 1, "flags", $"{(int)TapRecordFlags.Failed}: the call failed, there are no outputs; {(int)TapRecordFlags.Whole}: no tensor is omitted"), (TapLayout.RecordZeroAt, 2, "zero", ""),
            (TapLayout.RecordTokenAt, 8, "token", "0 for a real call, else that of the canary"), (TapLayout.RecordLatencyAt, 8, "nanoseconds", "how long the call took; 0 for not measured")]);
        Table(page, "Tensor", TapLayout.TensorBytes, [
            (TapLayout.TensorRoleAt, 1, "role", $"{(int)TapRole.Input} input, {(int)TapRole.Output} output"), (TapLayout.TensorTypeAt, 1, "type", "ONNX `TensorProto.DataType`, see below"),
            (TapLayout.TensorRankAt, 1, "rank", "number of dimensions"), (TapLayout.TensorPlaceAt, 1, "place", $"{(int)TapPlace.Inline} in the message, {(int)TapPlace.Omitted} omitted, {(int)TapPlace.Descriptor} in a memory file"),
            (TapLayout.TensorNameBytesAt, 1, "name bytes", "0 where the index says which it is"), (TapLayout.TensorDescriptorAt, 1, "descriptor", "which of the message's, from 0; 0 where none"),
            (TapLayout.TensorIndexAt, 2, "index", "position among the inputs, or outputs, of the call"), (TapLayout.TensorLengthAt, 8, "length", "bytes of the content, wherever it is")]);
        page.Append($"Then the dimensions, {TapLayout.DimensionBytes} bytes each, the name, and the content where it is inline: each of the three filled with zeros to a multiple of 8. "
            + "Elements are in row-major order; a text is its length in 4 bytes and so many bytes of UTF-8, one after the other.\n\n");
        page.Append($"Element types: {string.Join(", ", Enum.GetValues<ElementType>().Where(type => type != ElementType.Undefined).Select(type => $"{(int)type} {ElementTypes.Name(type)}"))}.\n\n");
        page.Append("ERROR: token (8), cause (4), zero (4). Causes: " + string.Join(", ", Enum.GetValues<TapErrorCause>().Where(cause => cause != TapErrorCause.None).Select(cause => $"{(uint)cause} {cause}")) + ".\n"
            + "SAMPLE: how many of the next records are to be whole (4), zero (4).\n\n## Limits\n\n| what | at most |\n|---|---|\n");
        foreach ((string what, object most) in new (string, object)[]
        {
            ("message, bytes", TapLimits.MessageBytes), ("records of a message", TapLimits.Records), ("tensors of a record", TapLimits.Tensors), ("dimensions", TapLimits.Rank),
            ("name, bytes", TapLimits.NameBytes), ("content in the message, bytes", TapLimits.InlineBytes), ("descriptors of a message", TapLimits.Descriptors),
            ("content in a memory file, bytes", TapLimits.DescriptorBytes), ("elements of a shape", TapLimits.Elements), ("records that one SAMPLE asks for", TapLimits.SampleRecords),
        })
        {
            page.Append($"| {what} | {most} |\n");
        }

        page.Append("\n## Golden bytes\n\nMade by `tests/MLSecOps.Formats.Tests/Tap/make_golden.py`, which knows this page and not the program; reader and writer are held to them.\n\n```\n").Append(GoldenTap.Text).Append("```\n");
        Assert.All(["TAP_MALFORMED", "TAP_LIMIT_EXCEEDED", "TAP_VERSION_UNKNOWN", "TAP_DESCRIPTOR_REFUSED", "TAP_FOREIGN_SENDER", "TAP_RECORDS_LOST"], code => Assert.NotNull(ReasonCatalogue.Find(code)));
        ReferencePage.Matches("tap.md", page.ToString());
    }

    private static string Body(TapKind kind) => kind switch
    {
        TapKind.Records => "records; none tells only the counts",
        TapKind.Bye => "nothing; the header has the final counts",
        TapKind.Error => $"{TapLayout.ErrorBytes} bytes: a canary could not be answered",
        TapKind.Canary => "one record: a token, inputs, no flags",
        _ => $"{TapLayout.SampleBytes} bytes: the next records are to be whole",
    };

    // Fields without gaps or overlaps, to the end.
    private static void Table(StringBuilder page, string title, int bytes, (int At, int Size, string Field, string Meaning)[] fields)
    {
        page.Append($"## {title}: {bytes} bytes\n\n| offset | size | field | meaning |\n|---:|---:|---|---|\n");
        int at = 0;
        foreach ((int offset, int size, string field, string meaning) in fields)
        {
            Assert.Equal(at, offset);
            at += size;
            page.Append($"| {offset} | {size} | {field} | {meaning} |\n");
        }

        Assert.Equal(bytes, at);
        page.Append('\n');
    }
}
