using System.Buffers;
using System.Text.Json;

namespace MLSecOps.Formats.Inspection;

/// <summary>Writes a job as the launcher does: JSON of schema <see cref="InspectionJob.Schema"/>.</summary>
public static class InspectionJobWriter
{
    /// <summary>Encodes a job.</summary>
    /// <exception cref="ArgumentException">The job is outside the limits of its reader; a programming error: the launcher knows the sizes.</exception>
    public static ReadOnlyMemory<byte> Write(InspectionJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("schema", InspectionJob.Schema);
        WriteFile(json, "model", job.Model);
        json.WriteBoolean("compare_weights", job.CompareWeights);
        if (job.Installed is { } installed)
        {
            WriteFile(json, "installed", installed);
        }

        if (job.Files is { } files)
        {
            json.WriteStartArray("files");
            foreach (CoveredFile file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteNumber("length", file.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return InspectionJobParser.Parse(output.WrittenSpan).TryGet(out _, out _)
            ? output.WrittenMemory
            : throw new ArgumentException("The job is outside the limits of its reader.", nameof(job));
    }

    private static void WriteFile(Utf8JsonWriter json, string name, InspectedFile file)
    {
        json.WriteStartObject(name);
        json.WriteString("path", file.Path);
        json.WriteNumber("offset", file.Offset);
        json.WriteNumber("length", file.Length);
        if (file.Sha256 is { } digest)
        {
            json.WriteString("sha256", digest.Hex);
        }

        json.WriteEndObject();
    }
}
