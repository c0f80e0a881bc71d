namespace MLSecOps.Hub.Storage;

/// <summary>The step that gave states a memory: what tells replays and copies of a device from accidents, and when the cause of a finding was.</summary>
internal static class SchemaMemory
{
    public const string Script = """
        ALTER TABLE states ADD COLUMN memory TEXT;
        ALTER TABLE findings ADD COLUMN caused INTEGER;
        """;
}
