CREATE TABLE [dbo].[T]([Id] [int] IDENTITY(1,1) NOT NULL, [G] AS ([a]*(2)) PERSISTED) ON [PRIMARY]
GO
INSERT [dbo].[T] ([Id]) VALUES (CAST(12 AS Decimal(18, 2)))
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'v', @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'T', @level2type=N'COLUMN',@level2name=N'Id'
GO
